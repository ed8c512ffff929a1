/** A function that has `draw` run in the next frame: once, however often it is asked for. */
export function inNextFrame(draw: () => void): () => void {
  let isAwaited = false;
  return () => {
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      draw();
    });
  };
}
