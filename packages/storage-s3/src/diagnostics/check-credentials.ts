import type { S3Context } from '../context.ts';
import { formatAttempt } from '../errors/attempt.ts';
import type { Failure } from '../errors/failure.ts';
import { byName } from '../errors/translations.ts';
import type { Asked } from './ask.ts';
import { credentialSource } from './credential-source.ts';
import type { Found } from './found.ts';
import { isMissingCredentials } from './missing-credentials.ts';
import { unreachable } from './unreachable.ts';

/** Whether there are credentials, and whether the store accepts them, by what became of a request. */
export async function checkCredentials(
  context: S3Context,
  { failure }: Pick<Asked<unknown>, 'failure'>,
): Promise<Found> {
  if (failure !== undefined && isMissingCredentials(failure)) return missing(failure);
  const name = await nameOf(context);
  if (name === undefined) {
    return { status: 'ok', message: 'Requests are not signed: everything is asked as nobody.' };
  }
  if (failure === undefined) return { status: 'ok', message: `The store accepts ${name}.` };
  const refusal = refusalOf(failure, name);
  if (refusal !== undefined) return { status: 'problem', ...refusal };
  if (failure.status === 403 && failure.name !== 'RequestTimeTooSkewed') {
    const lists = formatAttempt({ action: 'list' });
    return { status: 'ok', message: `The store accepts ${name}, which may not list ${lists}.` };
  }
  const reason = unreachable(failure) === undefined ? failure.name : 'the store does not answer';
  return { status: 'skipped', message: `There is ${name}, but it could not be tried: ${reason}.` };
}

/** The last characters only: enough to tell two keys apart, and no use to anybody else. */
async function nameOf({ client }: S3Context): Promise<string | undefined> {
  const credentials = await client.config.credentials();
  const { accessKeyId } = credentials;
  if (accessKeyId === '') return undefined;
  const source = credentialSource(credentials);
  // Of a short key, four characters may be all of it.
  const end = accessKeyId.length >= 12 ? ` …${accessKeyId.slice(-4)}` : '';
  return `the access key${end}${source === undefined ? '' : ` from ${source}`}`;
}

const HOW =
  'Run `aws configure`, give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
const SIGN_ON = 'Run `aws sso login`.';

function missing({ name, message }: Failure): Found {
  // A sign-on that has run out ends in the same error as a machine without any credentials.
  const isSignOn = name === 'TokenProviderError' || /\bsso\b/i.test(message);
  if (!isSignOn) return { status: 'problem', message: 'No credentials were found.', hint: HOW };
  return { status: 'problem', message: 'The single sign-on is not valid any more.', hint: SIGN_ON };
}

const KEYS =
  'Check it and its secret (`aws configure list` shows which are used), and that it belongs to this store.';
const RENEW = 'Get new ones, with `aws sso login` for instance.';

function refusalOf({ name, status }: Failure, key: string): Omit<Found, 'status'> | undefined {
  switch (name) {
    case 'InvalidAccessKeyId':
      return { message: `The store does not know ${key}.`, hint: KEYS };
    case 'SignatureDoesNotMatch':
      return {
        message: `The secret is not that of ${key}.`,
        hint: 'Copy the secret anew, whole and without blanks; a proxy that changes requests does this, too.',
      };
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
      return { message: `The credentials of ${key} have expired.`, hint: RENEW };
    case 'InvalidToken':
      return { message: `The session token of ${key} is not valid.`, hint: RENEW };
    case 'UserSuspended':
    case 'AccountProblem':
    case 'AllAccessDisabled':
      return {
        message: `The store refuses ${key}: ${byName[name]?.reason ?? name}.`,
        hint: 'Ask whoever runs the store.',
      };
    default:
      if (status !== 401) return undefined;
      return { message: `The store does not accept ${key}.`, hint: KEYS };
  }
}
