export {
  presignObject,
  type PresignedObject,
  type PresignObjectOptions,
  type TemporaryCopy,
} from './presign-object.ts';
