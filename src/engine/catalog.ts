import type { Json } from './json';
import type { ReadonlyModel } from './model';
import type { Issue, Schemas } from './ports';
import type { Validator } from './resolve';
import { resolveResource, type Resource } from './resource';
import type { Settings, Shape } from './settings';
import { contentIssues } from './stages';

/** The resources of the present configuration, joined with what was found about them. */
export class Catalog {
  #resolved = new Map<string, { readonly found: Shape | undefined; readonly resource: Resource }>();
  #schemas = new Map<string, (value: Json) => readonly Issue[]>();

  constructor(
    public settings: Settings,
    private readonly model: ReadonlyModel,
    private readonly schemas: Schemas,
  ) {}

  /** Takes a changed configuration. */
  configure(settings: Settings): void {
    this.settings = settings;
    this.#resolved = new Map();
    this.#schemas = new Map();
  }

  /** The resource of this name, or undefined where the configuration has none. */
  get(name: string): Resource | undefined {
    const found = this.model.found.get(name);
    const known = this.#resolved.get(name);
    if (known && known.found === found) return known.resource;
    const settings = this.settings.resources.get(name);
    if (!settings) return undefined;
    const resource = resolveResource(settings, found);
    this.#resolved.set(name, { found, resource });
    return resource;
  }

  /** True when the resource's shape need not be looked for any more. */
  isKnown(name: string): boolean {
    return this.model.found.has(name);
  }

  /** What a resource's schema and rules say of a content that is about to be sent. */
  validator(resource: Resource): Validator {
    return (content) => contentIssues(resource, content, this.schema(resource));
  }

  /** The resource's compiled record schema, or null for none. */
  schema(resource: Resource): ((value: Json) => readonly Issue[]) | null {
    if (resource.schema === null) return null;
    const compiled = this.#schemas.get(resource.name) ?? this.schemas.compile(resource.schema);
    this.#schemas.set(resource.name, compiled);
    return compiled;
  }
}
