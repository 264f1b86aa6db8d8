import { LINE_CHARS_MAX } from "#trading/dead-man/watchdog-protocol";

/** Cuts what comes over a pipe into its lines. A line that is longer than any message is dropped whole. Returns what takes a piece. */
export function lineSplitter(each: (line: string) => void): (piece: string) => void {
  let begun = "";
  let dropping = false;
  return (piece) => {
    const lines = piece.split("\n");
    const last = lines.pop() ?? "";
    for (const line of lines) {
      if (!dropping) each(begun + line);
      begun = "";
      dropping = false;
    }
    begun += last;
    if (begun.length <= LINE_CHARS_MAX) return;
    begun = "";
    dropping = true;
  };
}
