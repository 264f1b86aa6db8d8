import { type LineSink } from "#apps/cli/output/line-sink";

/** A few lines at the bottom of a terminal that are redrawn in place. Everything above scrolls as usual and stays readable. */
export class LiveBlock {
  readonly #sink: LineSink;
  #height = 0;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** Draws the lines over what was drawn before. Returns a promise to wait for when the terminal is behind. */
  draw(lines: readonly string[]): Promise<void> | undefined {
    const up = this.#height > 0 ? `\u001b[${this.#height}A` : "";
    this.#height = lines.length;
    return this.#sink.text(`${up}\r${lines.map((line) => `${line}\u001b[K\n`).join("")}\u001b[J`);
  }

  /** Wipes the block, so that a line can be written where it stood. The next `draw` begins below that line. */
  clear(): void {
    if (this.#height === 0) return;
    this.#sink.text(`\u001b[${this.#height}A\r\u001b[J`);
    this.#height = 0;
  }

  /** Leaves what was drawn last where it stands, for good. */
  release(): void {
    this.#height = 0;
  }
}
