/** FNV-1a over the letters of a text, as an unsigned number of 32 bits: the same on every machine. `from` begins another row of hashes. */
export function fnv1a(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
