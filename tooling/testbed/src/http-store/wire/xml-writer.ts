/** What an element holds: text, elements by name, or the same element several times. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlContent[]
  | { readonly [name: string]: XmlContent };

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole document. Undefined content leaves its element out; an array repeats it. */
export function xmlDocument(name: string, content: XmlContent, namespace = NAMESPACE): string {
  const attribute = namespace === '' ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${inside(content)}</${name}>`;
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return content.map((one: XmlContent) => element(name, one)).join('');
  return `<${name}>${inside(content)}</${name.split(' ')[0] ?? name}>`;
}

function inside(content: XmlContent): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escape(String(content));
  return Object.entries(content)
    .map(([name, one]) => element(name, one))
    .join('');
}

/**
 * Control characters have no form in XML 1.0; as AWS they go out as references, which a strict reader refuses. A
 * carriage return would otherwise come back as a line feed.
 */
function escape(text: string): string {
  let out = '';
  for (const sign of text) {
    out += NAMED[sign] ?? (sign < ' ' ? `&#x${sign.charCodeAt(0).toString(16)};` : sign);
  }
  return out;
}

const NAMED: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
};
