export {
  getBucketAcl,
  putBucketAcl,
  putBucketWebsite,
  type BucketSettingOptions,
} from './bucket-settings.ts';
