// Venue text is hostile until it is escaped: a symbol can hold an escape sequence that repaints the terminal, or a bidi mark that turns
// a sell into a buy. Every string from outside passes through here before a person or a log sees it.

/** Control, format (bidi, zero-width, tags), lone surrogates, line and paragraph separators, unassigned; and letters that look like nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cn}\p{Co}\u115f\u1160\u3164\uffa0]|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]/gu;
/** More marks than this on one letter climb over the lines above and below. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
/** How much of one venue string a person is shown, in UTF-16 units. */
const LENGTH_MAX = 2_000;

/** Text that is safe on a terminal, in a log line and in an error message: one line, nothing invisible, at most 2 000 units long. */
export function printable(text: string): string {
  if (text.length <= LENGTH_MAX && PLAIN_ASCII.test(text)) return text;
  const cut = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
  return cut.replace(STACKED_MARKS, "$1").replace(INVISIBLE, escapeOne);
}

/** JSON text of a value in one line, in which nothing invisible stays unescaped; equal to the value when parsed. */
export function jsonLine(value: unknown): string {
  return escapeJson(JSON.stringify(value));
}

/** JSON text with everything invisible written as `\u` escapes. Newlines between tokens become spaces. The value stays the same. */
export function escapeJson(json: string): string {
  if (PLAIN_ASCII.test(json)) return json;
  return json.replace(INVISIBLE, (mark) => (mark === "\n" || mark === "\r" || mark === "\t" ? " " : escapeUnits(mark)));
}

function escapeOne(mark: string): string {
  switch (mark) {
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
    default:
      return escapeUnits(mark);
  }
}

function escapeUnits(mark: string): string {
  let escaped = "";
  for (let at = 0; at < mark.length; at += 1) escaped += `\\u${mark.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return escaped;
}
