/** Where the checklist writes. */
export interface ChecklistOutput {
  write(text: string): unknown;
}

const NAME_WIDTH = 11;

/** Tells start-up step by step: on a terminal a line becomes its own answer, elsewhere only answers are written. */
export class Checklist {
  readonly #output: ChecklistOutput;
  readonly #live: boolean;
  readonly #marks: { readonly done: string; readonly failed: string; readonly busy: string };

  constructor(output: ChecklistOutput, look: { readonly live: boolean; readonly unicode: boolean }) {
    this.#output = output;
    this.#live = look.live;
    this.#marks = look.unicode ? { done: "✓", failed: "✗", busy: "…" } : { done: "ok", failed: "NO", busy: ".." };
  }

  /** A step began. */
  begin(name: string, doing: string): void {
    if (this.#live) this.#output.write(`\r\u001b[K  ${this.#marks.busy} ${name.padEnd(NAME_WIDTH)}${doing}`);
  }

  /** The step that began is done. */
  done(name: string, answer: string): void {
    this.#line(this.#marks.done, name, answer);
  }

  /** The step that began failed; the answer ends with the command that mends it. */
  failed(name: string, answer: string): void {
    this.#line(this.#marks.failed, name, answer);
  }

  #line(mark: string, name: string, answer: string): void {
    this.#output.write(`${this.#live ? "\r\u001b[K" : ""}  ${mark} ${name.padEnd(NAME_WIDTH)}${answer}\n`);
  }
}
