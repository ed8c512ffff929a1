import { isObject } from '../../engine/json';

/** A question about an unknown value that gives it its type. */
export type Check<T> = (value: unknown) => value is T;
/** The type that a check finds. */
export type Checked<C> = C extends Check<infer T> ? T : never;

/** A table with a check for each name of a union: a new name without one does not compile. */
export type Every<N extends string> = Readonly<Record<N, Check<unknown>>>;

type Checks = Readonly<Record<string, Check<unknown>>>;
type Of<F extends Checks> = { readonly [N in keyof F]: Checked<F[N]> };

export const isString: Check<string> = (value): value is string => typeof value === 'string';
/** Finite: JSON has no other, and `null` is what it makes of them. */
export const isNumber: Check<number> = (value): value is number => Number.isFinite(value);
/** A whole number from 0 that a double holds exactly. */
export const isCount: Check<number> = (value): value is number => Number.isSafeInteger(value) && typeof value === 'number' && value >= 0;
export const isBoolean: Check<boolean> = (value): value is boolean => typeof value === 'boolean';

/** One of a few values. */
export const oneOf = <const T extends readonly (string | number | boolean)[]>(...values: T): Check<T[number]> =>
  (value): value is T[number] => values.some((one) => one === value);

export const nullable = <T>(check: Check<T>): Check<T | null> =>
  (value): value is T | null => value === null || check(value);

export const either = <A, B>(a: Check<A>, b: Check<B>): Check<A | B> =>
  (value): value is A | B => a(value) || b(value);

export const listOf = <T>(check: Check<T>): Check<readonly T[]> =>
  (value): value is readonly T[] => Array.isArray(value) && value.every(check);

export const pair = <A, B>(a: Check<A>, b: Check<B>): Check<readonly [A, B]> =>
  (value): value is readonly [A, B] => Array.isArray(value) && value.length === 2 && a(value[0]) && b(value[1]);

export const triple = <A, B, C>(a: Check<A>, b: Check<B>, c: Check<C>): Check<readonly [A, B, C]> =>
  (value): value is readonly [A, B, C] => Array.isArray(value) && value.length === 3 && a(value[0]) && b(value[1]) && c(value[2]);

export const mapOf = <T>(check: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> => isObject(value) && Object.values(value).every(check);

/** An object with these fields; further fields are let through. */
export function object<R extends Checks, O extends Checks = Record<never, never>>(required: R, optional?: O): Check<Of<R> & Partial<Of<O>>> {
  const must = Object.entries(required);
  const may = Object.entries(optional ?? {});
  return (value): value is Of<R> & Partial<Of<O>> => {
    if (!isObject(value)) return false;
    for (const [name, check] of must) if (!check(value[name])) return false;
    for (const [name, check] of may) if (value[name] !== undefined && !check(value[name])) return false;
    return true;
  };
}

/** A union told apart by one field: for each of its values, what the rest must be. */
export function tagged<K extends string, F extends Checks>(tag: K, table: F): Check<{ [N in keyof F & string]: Checked<F[N]> & { readonly [P in K]: N } }[keyof F & string]> {
  const checks = new Map(Object.entries(table));
  return (value): value is { [N in keyof F & string]: Checked<F[N]> & { readonly [P in K]: N } }[keyof F & string] => {
    if (!isObject(value)) return false;
    const name = value[tag];
    return typeof name === 'string' && checks.get(name)?.(value) === true;
  };
}
