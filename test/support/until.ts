/** Asks again and again until there is an answer; after `limit` ms it throws, naming what it waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined, limit: number): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited ${limit / 1000} s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
