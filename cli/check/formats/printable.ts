/**
 * A text from a manifest as one line that does nothing but be read: control characters, which could steer a terminal or
 * forge lines of a report, are written out.
 */
export function printable(text: string): string {
  // Nearly all of them, and the search below takes ten times as long.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}
