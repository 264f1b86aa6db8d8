/** Every host of LBank that the simulator answers for. What is said on one spot host is said on all. */
export const HOSTS: readonly string[] = ["api.lbkex.com", "www.lbkex.net", "api.lbank.info", "lbkperp.lbank.com"];

/** Which language a socket speaks until its first message tells. */
export type Language = "v2" | "article";

/** The socket at a path; undefined is a 404. Only the article dialect serves `/ws`. */
export function socketAt(path: string, article: boolean): Language | undefined {
  const bare = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  if (bare === "/ws/V2") return "v2";
  return article && bare === "/ws" ? "article" : undefined;
}
