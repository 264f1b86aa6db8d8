// How a failure is told: one message and what mends it, for people in two lines, for programs in one JSON object. Never a stack trace,
// unless asked with -v, and never the venue's text unescaped.

import { ERROR_CODES } from "#apps/cli/error-catalogue";
import { EXIT, type ExitCode, exitCodeOf } from "#apps/cli/exit-codes";
import { type Retry, TruebookError } from "#core/error";
import { jsonLine, printable } from "#core/text/printable";

export interface FailureStyle {
  readonly json: boolean;
  readonly verbose: boolean;
  /** A simulator was asked for in the venue's place. */
  readonly simulated?: boolean;
}

/** A failure in the words and the shape that stderr gets; `text` ends without a newline. */
export function describeFailure(error: unknown, style: FailureStyle): { readonly exit: ExitCode; readonly text: string } {
  const exit = exitCodeOf(error);
  const code = error instanceof TruebookError ? error.code : "unexpected";
  const message = error instanceof Error ? error.message : String(error);
  const hint = (error instanceof TruebookError ? error.hint : undefined) ?? hintFor(exit, code, style);
  if (style.json) {
    const retryable = error instanceof TruebookError && error.retry.kind !== "never";
    const after = error instanceof TruebookError ? retryAfter(error.retry) : {};
    return { exit, text: jsonLine({ v: 1, error: { code, exit, message, hint, retryable, ...after, docs: "docs/errors.md" } }) };
  }
  const lines = [printable(message), printable(hint)];
  if (style.verbose && error instanceof Error) lines.push(...stackLines(error));
  return { exit, text: lines.join("\n") };
}

function retryAfter(retry: Retry): { readonly retryAfterMs?: number } {
  return retry.kind === "after" ? { retryAfterMs: retry.delayMs } : {};
}

/** What to do when the error itself does not say. */
function hintFor(exit: ExitCode, code: string, { simulated = false }: FailureStyle): string {
  switch (exit) {
    case EXIT.usage:
      return ERROR_CODES[code]?.[1] ?? "Run truebook --help, or truebook COMMAND --help.";
    case EXIT.config:
      return "Correct the setting, then run truebook doctor --offline.";
    case EXIT.unreachable:
      if (simulated) return "Start the simulator with truebook sim run, or see what fails with truebook doctor --sim.";
      return "Run truebook doctor to see which host fails and why.";
    case EXIT.timeout:
      return "Run truebook doctor to see which host fails and why.";
    case EXIT.rateLimited:
      return "Wait, then ask less often.";
    default:
      return code === "unexpected" ? "Run it again with -v and report what it prints." : `Run truebook explain ${code}.`;
  }
}

/** The stack, the causes included, escaped. */
function stackLines(error: Error): string[] {
  const lines: string[] = [];
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    lines.push(...(current.stack ?? "").split("\n").map((line) => `  ${printable(line)}`));
  }
  return lines;
}
