const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text for element content and attribute values; what XML 1.0 cannot carry is dropped. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (sign) => entities[sign] as string)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 refuses
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
  );
}

/** `<name>text</name>`; nothing where there is no text. */
export function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
}
