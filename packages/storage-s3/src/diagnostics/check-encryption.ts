import type { GetBucketEncryptionCommandOutput } from '@aws-sdk/client-s3';
import type { Found } from './found.ts';
import type { Setting } from './setting.ts';

/** How new objects are encrypted where nobody says, and who else needs a key for them. */
export function checkEncryption(encryption: Setting<GetBucketEncryptionCommandOutput>): Found {
  if (encryption.unknown !== undefined) return encryption.unknown;
  const [rule] = encryption.value?.ServerSideEncryptionConfiguration?.Rules ?? [];
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm === undefined) {
    return { status: 'ok', message: 'The bucket asks for no encryption of its own.' };
  }
  if (!SSEAlgorithm.startsWith('aws:kms')) {
    return {
      status: 'ok',
      message: `The store encrypts new objects with its own keys (${SSEAlgorithm}).`,
    };
  }
  const key =
    KMSMasterKeyID === undefined ? "the account's own KMS key" : `the KMS key ${KMSMasterKeyID}`;
  return {
    status: 'ok',
    message: `New objects are encrypted with ${key}.`,
    hint: 'Whoever reads needs kms:Decrypt of it, too, and whoever writes kms:GenerateDataKey.',
  };
}
