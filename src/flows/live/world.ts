import type { ReadonlyModel } from '../../engine/model';
import type { Planned } from '../../engine/schedule/plan';
import type { Settings } from '../../engine/settings';

/** What live figures are made of: the model as it stands, what is planned, and the time, ms since 1970. */
export interface World {
  readonly model: ReadonlyModel;
  readonly settings: Settings;
  readonly plan: readonly Planned[];
  readonly now: number;
}

/** How a box is marked. */
export type Tone = 'plain' | 'failing' | 'paused' | 'moving';

/** A figure in a box, and why it is marked. `room`: the widest that it becomes, in zeros; the drawing keeps so much free. Both may have two lines. */
export interface BoxFigure {
  readonly figure: string;
  readonly room: string;
  readonly tone: Tone;
  readonly hint: string;
}

/** The live figures of one flow, by box and by arrow. */
export interface Live {
  readonly nodes: Readonly<Record<string, BoxFigure>>;
  readonly edges: Readonly<Record<string, string>>;
}

/** A box's figure. */
export const box = (figure: string, room: string, hint = '', tone: Tone = 'plain'): BoxFigure => ({ figure, room, tone, hint });
