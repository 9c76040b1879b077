import type { Description } from './description.ts';

/** Fields of the proxy's flat record, and how the same is spelled in an object's metadata. */
const FIELDS: Readonly<Record<string, string>> = {
  tool: 'dg-tool',
  original_name: 'dg-original-name',
  source_name: 'dg-source-name',
  file_sha256: 'dg-file-sha256',
  file_size: 'dg-file-size',
  md5: 'dg-md5',
  multipart_etag: 'dg-multipart-etag',
  created_at: 'dg-created-at',
  note: 'dg-note',
  ref_path: 'dg-ref-path',
  ref_key: 'dg-ref-path',
  ref_sha256: 'dg-ref-sha256',
  delta_size: 'dg-delta-size',
  delta_cmd: 'dg-delta-cmd',
};

/** What the predecessor's proxy kept about a file, as it would be on S3; `undefined` when it is not its record. */
export function descriptionOfProxy(
  record: Readonly<Record<string, unknown>>,
): Description | undefined {
  if (typeof record.tool !== 'string' && typeof record.file_sha256 !== 'string') return undefined;
  const metadata: Record<string, string> = {};
  for (const [field, name] of Object.entries(FIELDS)) {
    const value = record[field];
    if (typeof value === 'string' || typeof value === 'number') metadata[name] = String(value);
  }
  for (const [name, value] of Object.entries(record.user_metadata ?? {})) {
    if (typeof value === 'string') metadata[`user-${name.toLowerCase()}`] = value;
  }
  const { content_type: contentType } = record;
  return { metadata, properties: typeof contentType === 'string' ? { contentType } : {} };
}
