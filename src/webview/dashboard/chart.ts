import uPlot from 'uplot';
import type { FiguresView } from '../../protocol/dashboard';
import { digits, moment, tick } from './format';

/** The lines, told apart by their dashes as well. */
export const LINES = [
  { name: 'average', width: 2, dash: [], color: '--vscode-charts-blue' },
  { name: 'p50', width: 1, dash: [], color: '--muted' },
  { name: 'p95', width: 1, dash: [6, 3], color: '--muted' },
  { name: 'p99', width: 1, dash: [1, 3], color: '--muted' },
] as const;

/** Height of the drawing, px. */
const HEIGHT = 190;

/** The duration line. It is drawn on a canvas, so another theme or width makes it anew. */
export class Chart {
  readonly element = document.createElement('div');
  readonly #tip = document.createElement('div');
  #plot: uPlot | null = null;
  #points: FiguresView['points'] = [];
  #step: FiguresView['step'] = 'minute';
  #index: number | null = null;

  /** `onPoint`: the point under the pointer or reached by the arrows, or null. */
  constructor(private readonly onPoint: (index: number | null) => void) {
    this.element.className = 'plot';
    this.element.tabIndex = 0;
    this.element.role = 'img';
    this.#tip.className = 'tip';
    this.#tip.ariaHidden = 'true'; // the legend says the same
    this.element.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#plot?.setSize({ width: this.element.clientWidth, height: HEIGHT })).observe(this.element);
    const theme = new MutationObserver(() => this.#draw());
    theme.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }

  update({ points, step }: FiguresView): void {
    this.#points = points;
    this.#step = step;
    if (this.#plot) this.#plot.setData(this.#data());
    else this.#draw();
  }

  #data(): uPlot.AlignedData {
    return [this.#points.map(({ at }) => at / 1_000), ...LINES.map(({ name }) => this.#points.map(({ duration }) => duration?.[name] ?? null))];
  }

  #draw(): void {
    this.#plot?.destroy();
    const style = getComputedStyle(document.body);
    const color = (name: string): string => style.getPropertyValue(name).trim() || style.color;
    const isHighContrast = document.body.matches('.vscode-high-contrast, .vscode-high-contrast-light');
    const axis = { stroke: color('--muted'), font: `11px ${style.fontFamily}`, ticks: { show: false } };
    this.#plot = new uPlot(
      {
        width: this.element.clientWidth,
        height: HEIGHT,
        padding: [8, 24, 0, 0], // half of the last label's width at the right
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
        scales: { y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.1 : 1] } },
        axes: [
          { ...axis, grid: { show: false }, size: 28, space: 70, values: (_plot, at) => at.map((s) => tick(s * 1_000, this.#step === 'day')) },
          { ...axis, grid: { stroke: color('--hairline'), width: 1, dash: isHighContrast ? [1, 5] : [] }, size: 52, space: 32, values: (_plot, ms) => ms.map((each) => each.toLocaleString('en-US')) },
        ],
        series: [{}, ...LINES.map(({ name, width, dash, color: token }) => ({ label: name, stroke: color(token), width, dash: [...dash], alpha: isHighContrast || name === 'average' ? 1 : 0.65, points: { show: true, size: 4, fill: color(token), filter: () => this.#alone() } }))],
        hooks: { setCursor: [({ cursor: { idx } }) => this.#point(idx ?? null)] },
      },
      this.#data(),
      this.element,
    );
  }

  /** Points without a neighbour: no line goes through them. */
  #alone(): number[] {
    return this.#points.flatMap(({ duration }, i) => (duration && !this.#points[i - 1]?.duration && !this.#points[i + 1]?.duration ? [i] : []));
  }

  /** The nearest point that has something to tell. */
  #point(at: number | null): void {
    const near = (i: number): number => Math.abs(i - (at ?? 0));
    const index = at === null ? null : this.#points.reduce<number | null>((best, { duration }, i) => (duration && (best === null || near(i) < near(best)) ? i : best), null);
    this.#showTip(index);
    if (index === this.#index) return;
    this.#index = index;
    this.onPoint(index);
  }

  /** What the point says, beside the crosshair, on the side that has room. */
  #showTip(index: number | null): void {
    const { at, duration } = (index === null ? undefined : this.#points[index]) ?? {};
    this.#tip.hidden = !duration;
    if (!duration || at === undefined || !this.#plot) return;
    this.#tip.textContent = `${moment(at, this.#step)}   ${digits(duration.average)} · ${digits(duration.p95)} ms`;
    if (!this.#tip.isConnected) this.element.append(this.#tip);
    const x = this.#plot.over.offsetLeft + this.#plot.valToPos(at / 1_000, 'x');
    const { offsetWidth } = this.#tip;
    this.#tip.style.left = `${x + offsetWidth + 16 > this.element.clientWidth ? x - offsetWidth - 8 : x + 8}px`;
  }

  /** Arrows go from point to point that has something to tell; Escape leaves. */
  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') this.#plot?.setCursor({ left: -10, top: -10 });
    if (step === undefined || !this.#plot) return;
    event.preventDefault();
    let index = (this.#index ?? (step === 1 ? -1 : this.#points.length)) + step;
    while (this.#points[index] && !this.#points[index]?.duration) index += step;
    const point = this.#points[index];
    if (point) this.#plot.setCursor({ left: this.#plot.valToPos(point.at / 1_000, 'x'), top: 0 });
  }
}
