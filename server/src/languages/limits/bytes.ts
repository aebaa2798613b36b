/** Bytes as texts of one character each, in which programs that know no encoding look for things. */

/** Each byte as a character. */
export function byteText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join('');
}

/** The bytes of a text in UTF-8, each as a character. */
export function utf8Bytes(text: string): string {
  return byteText(new TextEncoder().encode(text));
}

/** What the bytes say in UTF-8; as they are where they are no UTF-8. */
export function readableText(bytes: string): string {
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return bytes;
  }
}
