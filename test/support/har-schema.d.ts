/** The JSON schemas of HTTP Archive 1.2, by the name of what they describe. The package has no types. */
declare module 'har-schema' {
  const schemas: Readonly<Record<string, { readonly $id: string }>>;
  export default schemas;
}
