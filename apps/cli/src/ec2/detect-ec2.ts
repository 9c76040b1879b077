/** The machine that this runs on, as Amazon calls it. */
export interface Ec2Instance {
  readonly region: string;
  readonly availabilityZone: string;
}

export interface DetectEc2Options {
  /** @default the address that every instance has for it */
  readonly endpoint?: string | undefined;
  /** Of each of the three requests. @default 1000 */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ENDPOINT = 'http://169.254.169.254';
const TIMEOUT_MS = 1000;
/** The longest that there is; it is used for a second. */
const TOKEN_SECONDS = '21600';

/**
 * Asks the metadata service of EC2 (version 2, with a token) where this machine is; `undefined` for a machine that is
 * none of theirs, or whose service does not answer in time.
 * @throws the signal's reason
 */
export async function detectEc2(options: DetectEc2Options = {}): Promise<Ec2Instance | undefined> {
  const { endpoint = ENDPOINT, timeoutMs = TIMEOUT_MS, signal } = options;
  const ask = async (path: string, init: RequestInit): Promise<string> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const url = `${endpoint.replace(/\/+$/, '')}/latest/${path}`;
    const response = await fetch(url, { ...init, redirect: 'error', signal: either });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return text.trim();
  };
  try {
    const wanted = { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS };
    const token = await ask('api/token', { method: 'PUT', headers: wanted });
    const headers = { 'x-aws-ec2-metadata-token': token };
    const [region = '', availabilityZone = ''] = await Promise.all(
      ['region', 'availability-zone'].map((name) =>
        ask(`meta-data/placement/${name}`, { headers }),
      ),
    );
    return isRegion(region) ? { region, availabilityZone } : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/** What answers at this address elsewhere may be anything. */
function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(text);
}
