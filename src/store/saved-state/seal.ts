// One line before a text, by which damage to it is seen.

import { crc32 } from "node:zlib";

const FORMAT = "truebook-state 1";

/** A text with its seal. */
export function sealed(text: string): string {
  return `${FORMAT} ${checksum(text)}\n${text}`;
}

/** The text under a seal. Throws when it is not the text that was sealed, or was sealed by another version. */
export function unsealed(text: string): string {
  const end = text.indexOf("\n");
  const line = end < 0 ? text : text.slice(0, end);
  const content = end < 0 ? "" : text.slice(end + 1);
  if (!line.startsWith(`${FORMAT} `)) throw new Error(text === "" ? "it is empty" : "it is of another version, or no such file");
  if (line !== `${FORMAT} ${checksum(content)}`) throw new Error("it does not match its checksum");
  return content;
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");
