/** How wide one character is, as a share of the font's size: that of the widest of the fonts asked for. */
const characterWidth = 0.61;

/** Of fixed width, so that a text's width is known without the font. */
export const fontFamily =
  "ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', 'Liberation Mono', Consolas, monospace";

/** The width of a text in pixels. */
export function widthOf(text: string, size: number): number {
  return Math.ceil(text.length * size * characterWidth);
}

/** Text of a given length at most: the middle is what people miss least. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const head = Math.ceil((longest - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (longest - 1 - head))}`;
}

/** Text of ASCII alone. Kubernetes' names have nothing else; what somebody smuggles in is shown by its number. */
export function plain(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16)}`);
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in XML, in an element or an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
