/** By the marks that the AWS SDK leaves on credentials; the first that fits is said. */
const SOURCES: readonly (readonly [mark: string, from: string])[] = [
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'a web identity named in the environment'],
  ['CREDENTIALS_ENV_VARS', 'the environment'],
  ['CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN', 'a web identity named in the profile'],
  ['CREDENTIALS_STS_ASSUME_ROLE_WEB_ID', 'a web identity'],
  ['CREDENTIALS_STS_ASSUME_ROLE', 'a role of the profile'],
  ['CREDENTIALS_PROFILE_SSO', 'single sign-on'],
  ['CREDENTIALS_PROFILE_SSO_LEGACY', 'single sign-on'],
  ['CREDENTIALS_SSO', 'single sign-on'],
  ['CREDENTIALS_SSO_LEGACY', 'single sign-on'],
  ['CREDENTIALS_PROFILE_PROCESS', 'a process of the profile'],
  ['CREDENTIALS_PROCESS', 'a process of the profile'],
  ['CREDENTIALS_PROFILE_LOGIN', '`aws login`'],
  ['CREDENTIALS_LOGIN', '`aws login`'],
  ['CREDENTIALS_HTTP', 'the container'],
  ['CREDENTIALS_IMDS', 'the role of this machine'],
  ['CREDENTIALS_PROFILE', 'the profile'],
];

/** Where credentials come from, in words that end a phrase; `undefined` where the SDK does not say. */
export function credentialSource(credentials: object): string | undefined {
  const marks: unknown = Reflect.get(credentials, '$source');
  if (typeof marks !== 'object' || marks === null) return undefined;
  return SOURCES.find(([mark]) => mark in marks)?.[1];
}
