export {
  presignObject,
  type PresignedObject,
  type PresignObjectOptions,
} from './presign-object.ts';
