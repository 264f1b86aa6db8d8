import { type Metrics } from "#core/port";

const SERIES_MAX = 64;
const NAMES_MAX = 512;
const LABEL_CHARS_MAX = 64;
/** Where values go whose labels no longer fit: the total stays right, only the detail is lost. */
const OVERFLOW: Readonly<Record<string, string>> = { overflow: "true" };

/** One series as it stands. */
export interface MetricSample {
  readonly name: string;
  readonly kind: "counter" | "gauge";
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Counters and gauges in memory. */
export interface MemoryMetrics extends Metrics {
  /** Every series, in the order of its first value. */
  snapshot(): readonly MetricSample[];
  /** One value; 0 when the series does not exist. */
  value(name: string, labels?: Readonly<Record<string, string>>): number;
  /** Values whose series or name was beyond the bounds. */
  readonly overflows: number;
}

/** Makes metrics of at most 512 names with at most 64 sets of labels each; one more set is counted under `overflow`, one more name is dropped and counted. */
export function createMetrics(): MemoryMetrics {
  return new MetricTable();
}

interface Family {
  readonly kind: "counter" | "gauge";
  readonly series: Map<string, { readonly labels: Readonly<Record<string, string>>; value: number }>;
}

class MetricTable implements MemoryMetrics {
  readonly #families = new Map<string, Family>();
  #overflows = 0;

  get overflows(): number {
    return this.#overflows;
  }

  count(name: string, by = 1, labels: Readonly<Record<string, string>> = {}): void {
    const series = this.#series(name, "counter", labels);
    if (series !== undefined) series.value += by;
  }

  gauge(name: string, value: number, labels: Readonly<Record<string, string>> = {}): void {
    const series = this.#series(name, "gauge", labels);
    if (series !== undefined) series.value = value;
  }

  value(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.#families.get(name)?.series.get(labelKey(bounded(labels)))?.value ?? 0;
  }

  snapshot(): readonly MetricSample[] {
    return [...this.#families].flatMap(([name, family]) =>
      [...family.series.values()].map(({ labels, value }) => ({ name, kind: family.kind, labels, value })),
    );
  }

  #series(name: string, kind: Family["kind"], labels: Readonly<Record<string, string>>): { value: number } | undefined {
    const family = this.#families.get(name) ?? this.#family(name, kind);
    if (family === undefined) return undefined;
    const short = bounded(labels);
    const known = family.series.get(labelKey(short));
    if (known !== undefined) return known;
    const full = family.series.size >= SERIES_MAX;
    if (full) this.#overflows += 1;
    const kept = full ? OVERFLOW : short;
    const key = labelKey(kept);
    const series = family.series.get(key) ?? { labels: kept, value: 0 };
    family.series.set(key, series);
    return series;
  }

  #family(name: string, kind: Family["kind"]): Family | undefined {
    if (this.#families.size >= NAMES_MAX) {
      this.#overflows += 1;
      return undefined;
    }
    const family: Family = { kind, series: new Map() };
    this.#families.set(name, family);
    return family;
  }
}

function bounded(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value.slice(0, LABEL_CHARS_MAX)]));
}

function labelKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
