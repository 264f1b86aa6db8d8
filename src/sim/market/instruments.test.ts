import { expect, test } from "vitest";
import { dialects } from "#assemblies/dialects";
import { listings } from "#sim/market/instruments";

test.each(dialects.map((dialect) => ({ venue: dialect.venue, dialect })))(
  "every market of $venue has a symbol of its own, in its venue's spelling",
  ({ dialect }) => {
    const [model, ...others] = listings(dialect, { further: 12 }).map(({ instrument }) => instrument);
    const further = others.slice(-12);
    const names = [model, ...others].map((instrument) => `${instrument?.product} ${instrument?.symbol}`);
    expect(new Set(names).size).toBe(names.length);
    expect(further.map(({ symbol }) => symbol.toLowerCase().includes("sim"))).not.toContain(false);
    const isLower = model?.symbol === model?.symbol.toLowerCase();
    expect(further.every(({ symbol }) => (symbol === symbol.toLowerCase()) === isLower)).toBe(true);
  },
);
