import type { Json } from '../engine/json';

const COMPANIES = [
  'Adatum Corporation', 'Adventure Works', 'Alpine Ski House', 'Bellows College', 'Best For You Organics', 'City Power & Light', 'Coho Vineyard',
  'Consolidated Messenger', 'Contoso Pharmaceuticals', 'Contoso Suites', 'Fabrikam Residences', 'First Up Consultants', 'Fourth Coffee',
  'Graphic Design Institute', 'Humongous Insurance', 'Lamna Healthcare', 'Liberty’s Bakery', 'Litware, Inc.', 'Lucerne Publishing', 'Margie’s Travel',
  'Munson’s Pickles', 'Nod Publishers', 'Northwind Traders', 'Proseware', 'Relecloud', 'School of Fine Art', 'Southridge Video', 'Tailspin Toys',
  'The Phone Company', 'Trey Research', 'VanArsdel', 'Wide World Importers', 'Wingtip Toys', 'Woodgrove Bank',
] as const;
const CITIES = ['Oslo', 'Lagos', 'Zürich', 'Osaka', 'São Paulo', 'Denver', 'Kraków', 'Nairobi', 'Lyon', 'Perth', 'Austin', 'Malmö', 'Pune', 'Porto', 'Leeds'] as const;
const OWNERS = ['Mina Okafor', 'Jonas Lindqvist', 'Priya Raman', 'Zoë Martens', 'Tomás Aguilar', 'Hana Sato', 'Will Carter', 'Aïcha Benali', 'Piotr Nowak', 'Grace Liu'] as const;
const MAILBOXES = ['ops', 'ap', 'billing', 'office', 'procurement'] as const;
const TAGS = ['renewal', 'emea', 'apac', 'americas', 'key-account', 'partner', 'trial', 'net-60'] as const;
const NEW_YEAR = Date.UTC(2025, 0, 1);

/** What `status` may be. */
export const ACCOUNT_STATUSES = ['active', 'inactive', 'suspended'] as const;
/** What `tier` may be. */
export const ACCOUNT_TIERS = ['bronze', 'silver', 'gold', 'platinum'] as const;

/** An account as it begins; what a client makes of it may hold other fields as well. */
export interface Account {
  readonly [field: string]: Json;
  readonly id: string;
  readonly name: string;
  /** RFC 3339. */
  readonly updatedAt: string;
}

/** The account with the number `n`, from 1: always the same, without `version` and `checksum`. */
export function makeAccount(n: number): Account {
  const next = random(n);
  const pick = <T>(list: readonly T[], fallback: T): T => list[Math.floor(next() * list.length)] ?? fallback;
  const round = Math.floor((n - 1) / COMPANIES.length);
  const company = COMPANIES[(n - 1) % COMPANIES.length] ?? COMPANIES[0];
  const branch = round === 0 ? '' : ` ${CITIES[(round - 1) % CITIES.length] ?? ''}${round > CITIES.length ? ` ${Math.ceil(round / CITIES.length)}` : ''}`;
  const owner = Math.floor(next() * OWNERS.length);
  return {
    id: String(n),
    name: company + branch,
    email: `${pick(MAILBOXES, 'ops')}@${domain(branch)}${domain(company)}example`,
    status: next() < 0.8 ? 'active' : pick(ACCOUNT_STATUSES, 'active'),
    tier: pick(ACCOUNT_TIERS, 'bronze'),
    creditLimit: 2500 * (1 + Math.floor(next() ** 2 * 80)),
    owner: { id: `u-${311 + owner}`, name: OWNERS[owner] ?? OWNERS[0] },
    tags: TAGS.filter(() => next() < 0.25),
    updatedAt: new Date(NEW_YEAR + Math.floor(next() * 300 * 24 * 3600) * 1000).toISOString(),
  };
}

/** The words of a name as one host label with its dot, '' for none. */
const domain = (name: string): string => {
  const label = name.normalize('NFD').replace(/\b(Corporation|Inc|The)\b|[^A-Za-z0-9]/g, '').toLowerCase();
  return label === '' ? '' : `${label}.`;
};

/** mulberry32: small, and good enough for data that only has to look varied. */
function random(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
