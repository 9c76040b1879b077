/** What the xdelta3 command did to its inputs, as it notes it in the application header of a VCDIFF. */
export interface ExternalCompression {
  readonly target: ExternalInput;
  readonly reference: ExternalInput;
}

/** One input: its name, and the mark of the program that decompressed it, empty where none did. */
export interface ExternalInput {
  readonly name: string;
  readonly mark: string;
}

/**
 * Reads an application header, `target/mark/reference/mark`. What was not written by the xdelta3 command, and what is
 * absent, has empty names and marks.
 */
export function readExternalCompression(appHeader: string | undefined): ExternalCompression {
  const [target = '', targetMark = '', reference = '', mark = ''] = (appHeader ?? '').split('/');
  return { target: { name: target, mark: targetMark }, reference: { name: reference, mark } };
}
