type Metadata = Readonly<Record<string, string>>;

const isDigest = (text: string) => /^[0-9a-f]{64}$/.test(text);
const isDecimal = (text: string) => /^\d+$/.test(text);
const isIsoTime = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z?$/.test(text) &&
  !Number.isNaN(Date.parse(text.endsWith('Z') ? text : `${text}Z`));
const isThere = () => true;

/** What the Python tool reads of a delta; it looks for the reference in the directory of `dg-ref-key`. */
const PYTHON_DELTA: Readonly<Record<string, (text: string) => boolean>> = {
  'dg-tool': isThere,
  'dg-original-name': isThere,
  'dg-file-sha256': isDigest,
  'dg-file-size': isDecimal,
  'dg-created-at': isIsoTime,
  'dg-ref-key': (text) => text.split('/').at(-1) === 'reference.bin',
  'dg-ref-sha256': isDigest,
  'dg-delta-size': isDecimal,
};

/** The fields for which the Python tool would refuse to restore the object. */
export function pythonCanDecode(metadata: Metadata): string[] {
  if (metadata['dg-compression'] === 'none') return refused(metadata, ['dg-file-sha256']);
  return refused(metadata, Object.keys(PYTHON_DELTA));
}

/** The fields for which the Python tool would refuse to make a delta against the reference. */
export function pythonCanEncodeAgainst(metadata: Metadata): string[] {
  return refused(metadata, ['dg-file-sha256']);
}

function refused(metadata: Metadata, fields: readonly string[]): string[] {
  return fields.filter((field) => {
    const value = metadata[field] ?? '';
    return value === '' || PYTHON_DELTA[field]?.(value) !== true;
  });
}

/** What the proxy takes the object for; throws where it would. It knows the dashed names only. */
export function proxyReads(metadata: Metadata): 'reference' | 'delta' | 'passthrough' {
  const required = (...names: string[]) => {
    const value = names.map((name) => metadata[name] ?? '').find((text) => text !== '');
    if (value === undefined) throw new Error(`The proxy misses ${names.join(' or ')}.`);
    return value;
  };
  required('dg-tool');
  required('dg-original-name', 'dg-source-name');
  required('dg-file-sha256');
  if (!isDecimal(required('dg-file-size'))) throw new Error('The proxy refuses the size.');
  const note = metadata['dg-note'] ?? '';
  if (note === 'reference') return 'reference';
  const path = metadata['dg-ref-path'] ?? metadata['dg-ref-key'];
  if (path === undefined && note !== 'delta' && !note.startsWith('zero-diff')) return 'passthrough';
  if (path?.split('/').at(-1) !== 'reference.bin') throw new Error('The proxy looks elsewhere.');
  required('dg-ref-sha256');
  if (!isDecimal(required('dg-delta-size'))) throw new Error('The proxy refuses the delta’s size.');
  return 'delta';
}
