/** Smallest scale: the drawing's text is 12 px, and nothing is ever under 11. Smaller stages pan. */
const SMALLEST = 11 / 12;
const LARGEST = 4;
/** Fitting never makes the text larger than this. */
const LARGEST_FIT = 1.25;
const STEP = 1.2;
/** Room on the right for the zoom buttons, where the drawing comes near them; px. */
const BUTTONS = 56;

/** What is shown: a scale, and the point of the drawing in the middle of the stage. Null: all of it, as large as it fits. */
export type View = { readonly scale: number; readonly x: number; readonly y: number } | null;

/** True for what `setState` kept. */
export const isView = (value: unknown): value is View =>
  value === null || (typeof value === 'object' && ['scale', 'x', 'y'].every((key) => Number.isFinite(Reflect.get(value, key))));

/** A part of the drawing's plane, in its own measure. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is moved, and who hears of it. */
export interface Moved {
  readonly svg: SVGSVGElement;
  /** All of the drawing. */
  readonly bounds: Bounds;
  readonly view: View;
  readonly onChange: (view: View) => void;
  readonly onScale: () => void;
  /** Where to look when not all of it fits; undefined: at its upper left corner. */
  readonly focus: () => SVGGElement | undefined;
  /** How much at the top of a view is covered, and what covers it when the view begins at `top`. */
  readonly headroom: number;
  readonly hold: (top: number) => void;
}

/** Zoom and pan of a drawing that fills its stage, by `viewBox` alone, so that text stays sharp. */
export class Viewport {
  readonly #stage: HTMLElement;
  readonly #listening = new AbortController();
  readonly #resized = new ResizeObserver(() => this.apply());
  #view: View;
  #spot: SVGGElement | undefined;

  constructor(
    stage: HTMLElement,
    private readonly moved: Moved,
  ) {
    this.#stage = stage;
    this.#view = moved.view;
    this.settle();
    this.#resized.observe(stage);
    const { signal } = this.#listening;
    stage.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    stage.addEventListener('pointerdown', (event) => this.#drag(event), { signal });
  }

  /** Another drawing takes the stage. */
  dispose(): void {
    this.#resized.disconnect();
    this.#listening.abort();
  }

  /** How large the drawing is, 1 for its own size. */
  get scale(): number {
    return this.#present().scale;
  }

  /** All of the drawing, as large as it fits. */
  fit(): void {
    this.#set(null);
  }

  /** One step in (1) or out (-1), about a point of the stage or its middle. */
  zoom(steps: number, at?: { readonly x: number; readonly y: number }): void {
    const { scale, x, y } = this.#present();
    const next = clamp(scale * STEP ** steps, SMALLEST, LARGEST);
    const { width, height } = this.#stage.getBoundingClientRect();
    const shift = 1 / scale - 1 / next;
    this.#set({ scale: next, x: x + (at ? (at.x - width / 2) * shift : 0), y: y + (at ? (at.y - height / 2) * shift : 0) });
  }

  /** Brings a part of the drawing into the stage. */
  reveal(part: SVGGElement): void {
    const box = part.getBoundingClientRect();
    const stage = this.#stage.getBoundingClientRect();
    const margin = 16;
    const over = (low: number, high: number, from: number, to: number): number => (low < from + margin ? low - from - margin : high > to - margin ? high - to + margin : 0);
    this.#pan(over(box.left, box.right, stage.left, stage.right), over(box.top, box.bottom, stage.top + (part.closest('.heads') ? 0 : this.moved.headroom * this.scale), stage.bottom));
  }

  /** Looks again where to look, when all of the drawing is wanted and does not fit. */
  settle(): void {
    const spot = this.moved.focus();
    if (spot === this.#spot) return;
    this.#spot = spot;
    if (!this.#view) this.apply();
  }

  /** Writes the view into the drawing; the stage may have another size. */
  apply(): void {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    if (width === 0 || height === 0) return;
    const { scale, x, y } = this.#present();
    this.moved.onScale();
    this.moved.hold(y - height / scale / 2);
    this.moved.svg.setAttribute('viewBox', `${x - width / scale / 2} ${y - height / scale / 2} ${width / scale} ${height / scale}`);
  }

  #present(): NonNullable<View> {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const { x, y, width: w, height: h } = this.moved.bounds;
    const scale = this.#view?.scale ?? clamp(Math.min((width - BUTTONS) / w, height / h), SMALLEST, LARGEST_FIT);
    const spot = this.#view ?? (this.#spot && middleOf(this.#spot, this.moved.svg));
    const middle = (from: number, size: number, room: number, at: number | undefined): number =>
      size <= room ? from + size / 2 : clamp(at ?? from, from + room / 2, from + size - room / 2);
    const right = w * scale <= width - 2 * BUTTONS ? 0 : BUTTONS / scale;
    return { scale, x: middle(x, w + right, width / scale, spot?.x), y: middle(y, h, height / scale, spot?.y) };
  }

  #set(view: View): void {
    this.#view = view;
    this.apply();
    this.moved.onChange(view);
  }

  #pan(dx: number, dy: number): void {
    if (dx === 0 && dy === 0) return;
    const { scale, x, y } = this.#present();
    this.#set({ scale, x: x + dx / scale, y: y + dy / scale });
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (!event.ctrlKey) return this.#pan(event.deltaX, event.deltaY);
    const { left, top } = this.#stage.getBoundingClientRect();
    this.zoom(clamp(-event.deltaY / 100, -2, 2), { x: event.clientX - left, y: event.clientY - top });
  }

  #drag({ target, button, pointerId }: PointerEvent): void {
    if (button !== 0 || (target instanceof Element && target.closest('[role=button], button, .hit'))) return;
    const stage = this.#stage;
    const move = (event: PointerEvent): void => this.#pan(-event.movementX, -event.movementY);
    stage.setPointerCapture(pointerId);
    stage.classList.add('is-dragged');
    stage.addEventListener('pointermove', move);
    stage.addEventListener(
      'lostpointercapture',
      () => {
        stage.removeEventListener('pointermove', move);
        stage.classList.remove('is-dragged');
      },
      { once: true },
    );
  }
}

/** The middle of a part, in the drawing's own measure. */
function middleOf(part: SVGGElement, drawing: SVGSVGElement): { readonly x: number; readonly y: number } | undefined {
  const [inner, outer] = [part.getCTM(), drawing.getCTM()];
  if (!inner || !outer) return undefined;
  const { x, y, width, height } = part.getBBox();
  return new DOMPoint(x + width / 2, y + height / 2).matrixTransform(outer.inverse().multiply(inner));
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
