import type { Json, JsonObject } from '../engine/json';
import { unescaped } from '../engine/list';
import { mergeSides, pointerOf } from '../engine/merge';
import { plain } from '../flows/sentence';
import { changesOf, fieldName, type Conflict } from './conflicts';
import { halves, valueOf } from './input';
import { UsageError } from './usage';

/** What one `--field` says: which side a field takes, or its value. */
interface FieldChoice {
  readonly name: string;
  readonly pointer: string;
  readonly side: 'remote' | 'local' | null;
  readonly value?: Json;
}

/** The merged record: each field as `--field` says, what changed on one side only as it is there. Throws where a collision is left open. */
export function mergeByFields(conflict: Conflict, pairs: readonly string[]): JsonObject {
  const { record: { key, base, local }, job: { remote }, resource } = conflict;
  if (!remote) throw new UsageError(`${key} was deleted at the master: --use local creates it again, --use remote removes it here.`);
  const choices = pairs.map(parse);
  const changes = changesOf(conflict);
  const at = (pointer: string): FieldChoice | undefined => choices.find((choice) => covers(choice, pointer));
  for (const choice of choices) {
    const twin = choices.find((other) => other !== choice && (other.pointer === choice.pointer || choice.pointer.startsWith(`${other.pointer}/`)));
    if (twin) throw new UsageError(`--field ${twin.name} and --field ${choice.name} speak of one field.`);
    if (!changes.some(({ path }) => covers(choice, pointerOf(path)))) throw new UsageError(`--field ${choice.name}: that is none of the fields that changed: ${names(changes)}.`);
  }
  const open = changes.filter(({ path, by }) => by === 'collision' && !at(pointerOf(path)));
  if (open.length > 0) throw new UsageError(`Changed on both sides of ${key}, so choose with --field NAME=remote|local|JSON: ${names(open)}.`);
  const merged = mergeSides(base?.content ?? {}, remote.content, local, resource, ({ path, by, ...sides }) => {
    const choice = at(pointerOf(path));
    if (choice?.value !== undefined) return choice.value;
    return (choice?.side ?? by) === 'remote' ? sides.remote : sides.local;
  });
  const whole = choices.flatMap(({ pointer, value }) => (value !== undefined && isTop(pointer) ? [[unescaped(pointer.slice(1)), value] as const] : []));
  return { ...merged, ...Object.fromEntries(whole) };
}

/** True where a choice decides on the field at a pointer: a side for all that is below, a value for that field or one at the top. */
const covers = ({ pointer, side }: FieldChoice, at: string): boolean => at === pointer || (at.startsWith(`${pointer}/`) && (side !== null || isTop(pointer)));

const isTop = (pointer: string): boolean => pointer.lastIndexOf('/') === 0;

const names = (changes: ReturnType<typeof changesOf>): string => plain(changes.map(({ path }) => fieldName(path)).join(', '));

function parse(pair: string): FieldChoice {
  const [name, text] = halves('--field takes NAME=remote, NAME=local or NAME=JSON', pair);
  const choice = { name, pointer: name.startsWith('/') ? name : pointerOf([name]) };
  return text === 'remote' || text === 'local' ? { ...choice, side: text } : { ...choice, side: null, value: valueOf(`--field ${name}`, text) };
}
