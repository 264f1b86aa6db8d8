import { UsageError } from "#core/error";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Longer than a year is a typing mistake. */
const DURATION_MS_MAX = 366 * 86_400_000;

/** Reads `500ms`, `20s`, `2m`, `1h`, `1d`, `1m30s`, or bare seconds (`20`), as milliseconds above zero; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return inRange(Number(text) * 1_000);
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) totalMs += Number(amount) * (UNIT_MS[unit] ?? 0);
  return inRange(totalMs);
}

/** A duration that a person gave to an option, in milliseconds. Throws a UsageError that names the option. */
export function durationOption(option: string, text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  throw new UsageError("invalid-duration", `"${text.slice(0, 40)}" is no duration for ${option}; nothing was started.`, {
    hint: `Write ${option} 20s, 500ms, 2m or 1h.`,
  });
}

/** A duration as people read it: `640 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1_000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

function inRange(durationMs: number): number | undefined {
  return durationMs > 0 && durationMs <= DURATION_MS_MAX ? durationMs : undefined;
}
