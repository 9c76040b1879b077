import { refuse } from '../s3-error.ts';

/** An element of a request's document. Attributes and namespaces are left out: no answer depends on them. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const TOKEN =
  /<!--[\s\S]*?-->|<[?!][^>]*>|<(\/?)([\w.:-]+)(?:"[^"]*"|'[^']*'|[^>"'])*?(\/?)>|[^<]+/y;

interface Open {
  name: string;
  text: string;
  children: XmlElement[];
}

/** Reads a document. @throws S3Error MalformedXML. */
export function readXml(source: string): XmlElement {
  const open: Open[] = [{ name: '', text: '', children: [] }];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source);
    if (token === null) throw refuse.malformedXml();
    take(open, token);
  }
  const [root] = open[0]?.children ?? [];
  if (open.length !== 1 || root === undefined) throw refuse.malformedXml();
  return root;
}

function take(open: Open[], [whole, closing, qualified, empty]: RegExpExecArray): void {
  const parent = open.at(-1);
  if (parent === undefined) throw refuse.malformedXml();
  if (qualified === undefined) {
    if (!whole.startsWith('<')) parent.text += unescape(whole);
    return;
  }
  const name = qualified.replace(/^.*:/, '');
  if (closing === '/') {
    open.pop();
    if (parent.name !== name) throw refuse.malformedXml();
    open.at(-1)?.children.push(parent);
  } else if (empty === '/') {
    parent.children.push({ name, text: '', children: [] });
  } else {
    open.push({ name, text: '', children: [] });
  }
}

function unescape(text: string): string {
  return text.replaceAll(/&(#x[0-9a-fA-F]+|#[0-9]+|\w+);/g, (_whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    const sign = NAMED[name];
    if (sign === undefined) throw refuse.malformedXml();
    return sign;
  });
}

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** The children of that name. */
export function children(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** Text of the first child of that name. */
export function childText(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}
