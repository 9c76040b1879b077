import type { Ec2Instance } from './detect-ec2.ts';

export interface RegionQuestion {
  /** `undefined` for a machine elsewhere. */
  readonly instance: Ec2Instance | undefined;
  /** That S3 is asked in. */
  readonly region: string;
  /** Whether the user has named it on the command line. */
  readonly isAsked: boolean;
}

export interface RegionRemarks {
  /** For whoever watches. */
  readonly notes: readonly string[];
  /** What may cost money. */
  readonly warnings: readonly string[];
}

/** What there is to say of where this machine and its store are: traffic between regions is charged. */
export function regionRemarks({ instance, region, isAsked }: RegionQuestion): RegionRemarks {
  const where = `S3 Client Region: ${region}`;
  if (instance === undefined) return { notes: [where], warnings: [] };
  const notes = [`EC2 Instance: ${instance.availabilityZone}`, where];
  if (instance.region === region) {
    return { notes: [...notes, '✓ Regions aligned - no cross-region charges'], warnings: [] };
  }
  if (isAsked) {
    return {
      notes,
      warnings: [
        `⚠️  WARNING: EC2 region=${instance.region} != S3 client region=${region}`,
        '    What goes from one region to the other is charged.',
        `    With --region ${instance.region}, or from a machine in ${region}, it would not be.`,
      ],
    };
  }
  return {
    notes,
    warnings: [
      `ℹ️  INFO: EC2 region (${instance.region}) differs from configured S3 region (${region})`,
      `    Consider using --region ${instance.region} to avoid cross-region charges.`,
    ],
  };
}
