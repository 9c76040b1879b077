/** The fields of our metadata, by their plain names; on an object they are spelled `dg-file-sha256`. */
const FIELDS = [
  'tool',
  'original-name',
  'source-name',
  'file-sha256',
  'file-size',
  'md5',
  'multipart-etag',
  'created-at',
  'ref-key',
  'ref-path',
  'ref-sha256',
  'delta-size',
  'delta-cmd',
  'note',
  'compression',
  'codec',
] as const;

type Field = (typeof FIELDS)[number];

const underscored = (field: string): string => field.replaceAll('-', '_');

/** The spellings that writers have used over time, in the order in which readers try them. */
const PREFIXED = [(f: string) => `dg-${f}`, (f: string) => `dg_${underscored(f)}`];
const BARE = [underscored, (f: string) => f];

type Metadata = Readonly<Record<string, string>>;

/** Reads our fields from an object's metadata, in whichever spelling its writer used. */
export interface FieldReader {
  /** The field's value; `undefined` when it is absent or empty. */
  get(field: Field): string | undefined;
  /** Whether the name of a metadata entry is one of ours in this dialect. */
  owns(name: string): boolean;
}

/**
 * Chooses the dialect once per object. A user's own `note` or `compression` next to our prefixed fields must
 * not be read as ours, nor those of a foreign object that happens to name a `tool`.
 */
export function readFields(metadata: Metadata): FieldReader {
  const dialect = !isPrefixed(metadata) && isBare(metadata) ? BARE : PREFIXED;
  const bareNames = new Set(FIELDS.flatMap((field) => dialect.map((spell) => spell(field))));
  return {
    get: (field) => lookUp(metadata, dialect, field),
    owns: (name) => name.startsWith('dg-') || name.startsWith('dg_') || bareNames.has(name),
  };
}

/** A digest may be empty: the proxy stamps large copies before it knows it. */
function isPrefixed(metadata: Metadata): boolean {
  return (['file-sha256', 'tool'] as const).some((field) => lookUp(metadata, PREFIXED, field));
}

function isBare(metadata: Metadata): boolean {
  if (lookUp(metadata, BARE, 'file-sha256') !== undefined) return true;
  return lookUp(metadata, BARE, 'tool')?.startsWith('deltaglider') === true;
}

function lookUp(
  metadata: Metadata,
  dialect: readonly ((field: string) => string)[],
  field: Field,
): string | undefined {
  for (const spell of dialect) {
    const value = metadata[spell(field)];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
