import type { DetectEc2Options } from './detect-ec2.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How to ask for the machine; `undefined` where somebody does not want it asked for. */
export function ec2Settings(
  environment: Environment,
): Pick<DetectEc2Options, 'endpoint'> | undefined {
  const { DG_DISABLE_EC2_DETECTION, AWS_EC2_METADATA_DISABLED } = environment;
  if (/^(?:true|1|yes)$/i.test(DG_DISABLE_EC2_DETECTION ?? '')) return undefined;
  if (/^true$/i.test(AWS_EC2_METADATA_DISABLED ?? '')) return undefined;
  const endpoint = environment.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  return { endpoint: endpoint === '' ? undefined : endpoint };
}
