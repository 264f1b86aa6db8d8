/** What is read of the released package. Its own types describe a hundred venues and take longer to check than everything here. */
interface Released {
  readonly exchanges: readonly string[];
  readonly pro: { readonly exchanges: readonly string[] } & Readonly<Record<string, unknown>>;
}

/** The names of the venues that the released ccxt reads over sockets and over REST. */
export async function released(): Promise<{
  readonly streams: readonly string[];
  readonly rest: readonly string[];
}> {
  const name = "ccxt";
  const { default: ccxt } = (await import(name)) as { readonly default: Released };
  return { streams: ccxt.pro.exchanges, rest: ccxt.exchanges };
}
