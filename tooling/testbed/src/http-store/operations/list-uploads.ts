import { bucketOf, type Operation } from '../call.ts';
import { byBytes } from '../store/bucket.ts';
import type { Upload } from '../store/stored-object.ts';
import { xmlDocument, type XmlContent } from '../wire/xml-writer.ts';
import { ownerXml } from './buckets.ts';
import { encodingOf, maxOf } from './list-objects.ts';
import { uploadOf } from './upload-parts.ts';

export const listParts: Operation = (call) => {
  const { query, key } = call.request;
  const upload = uploadOf(call);
  const max = maxOf(query, 'max-parts');
  const after = Number(query.get('part-number-marker') ?? 0);
  const rest = [...upload.parts.values()]
    .filter(({ number }) => number > after)
    .sort((left, right) => left.number - right.number);
  const page = rest.slice(0, max);
  return {
    body: xmlDocument('ListPartsResult', {
      Bucket: call.request.bucket,
      Key: key,
      UploadId: upload.id,
      Initiator: ownerXml(call.user),
      Owner: ownerXml(call.user),
      StorageClass: upload.description.storageClass,
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: max,
      IsTruncated: rest.length > page.length,
      Part: page.map((part) => ({
        PartNumber: part.number,
        LastModified: part.lastModified.toISOString(),
        ETag: part.etag,
        Size: part.body.length,
      })),
    }),
  };
};

export const listMultipartUploads: Operation = (call) => {
  const { query } = call.request;
  const bucket = bucketOf(call);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = maxOf(query, 'max-uploads');
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const { encode, isEncoded } = encodingOf(query);
  const all = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix)).sort(byKey);
  const entries = grouped(all, prefix, delimiter).filter((entry) =>
    isBehind(entry, keyMarker, idMarker),
  );
  const page = entries.slice(0, max);
  const isTruncated = entries.length > page.length;
  const last = page.at(-1);
  return {
    body: xmlDocument('ListMultipartUploadsResult', {
      Bucket: bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker,
      NextKeyMarker: isTruncated ? encode(last?.name ?? '') : undefined,
      NextUploadIdMarker: isTruncated ? (last?.upload?.id ?? '') : undefined,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: isEncoded ? 'url' : undefined,
      MaxUploads: max,
      IsTruncated: isTruncated,
      Upload: page.flatMap(({ upload }) => (upload === undefined ? [] : [uploadXml(upload)])),
      CommonPrefixes: page
        .filter(({ upload }) => upload === undefined)
        .map(({ name }) => ({ Prefix: encode(name) })),
    }),
  };

  function uploadXml(upload: Upload): XmlContent {
    return {
      Key: encode(upload.key),
      UploadId: upload.id,
      Initiator: ownerXml(call.user),
      Owner: ownerXml(call.user),
      StorageClass: upload.description.storageClass,
      Initiated: upload.started.toISOString(),
    };
  }
};

/** An upload by its key, or a rolled-up prefix. */
interface Entry {
  readonly name: string;
  readonly upload?: Upload;
}

function byKey(left: Upload, right: Upload): number {
  return byBytes(left.key, right.key) || byBytes(left.id, right.id);
}

function grouped(uploads: readonly Upload[], prefix: string, delimiter: string): Entry[] {
  const entries: Entry[] = [];
  for (const upload of uploads) {
    const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    if (end === -1) entries.push({ name: upload.key, upload });
    else {
      const name = upload.key.slice(0, end + delimiter.length);
      if (entries.at(-1)?.name !== name) entries.push({ name });
    }
  }
  return entries;
}

function isBehind({ name, upload }: Entry, keyMarker: string, idMarker: string): boolean {
  const order = byBytes(name, keyMarker);
  if (order !== 0) return order > 0;
  return idMarker !== '' && upload !== undefined && byBytes(upload.id, idMarker) > 0;
}
