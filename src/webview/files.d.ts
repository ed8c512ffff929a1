/** Style sheets are bundled beside the script that imports them. */
declare module '*.css';
/** Icons are bundled as their text. */
declare module '*.svg' {
  const text: string;
  export default text;
}
