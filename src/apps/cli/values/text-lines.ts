/** A line of text; `cut` when it was longer than allowed, and then its text is empty. */
export interface TextLine {
  readonly text: string;
  readonly cut: boolean;
}

/** Lines of a byte stream, one at a time, however they are cut into chunks. No more than `lengthMax` characters are ever kept. */
export async function* textLines(chunks: AsyncIterable<Uint8Array | string>, lengthMax: number): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  let rest = "";
  let cut = false;
  for await (const chunk of chunks) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let at = rest.indexOf("\n"); at >= 0; at = rest.indexOf("\n", from)) {
      yield { text: cut ? "" : rest.slice(from, at).replace(/\r$/, ""), cut };
      cut = false;
      from = at + 1;
    }
    rest = rest.slice(from);
    if (rest.length > lengthMax) {
      rest = "";
      cut = true;
    }
  }
  if (rest !== "" || cut) yield { text: cut ? "" : rest, cut };
}
