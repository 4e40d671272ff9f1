import { stateOf } from '../mock-cloud.ts';
import type { Recorded } from '../mocks.ts';

export type Violation = { resource: string; because: string };

/** A rule: what it is called in the catalogues that auditors use, and who breaks it. */
export type Rule = {
  /** Row of the table and a word. */
  id: string;
  /** Ids in Checkov, cdk-nag (AwsSolutions) and AWS Foundational Security Best Practices. */
  alsoKnownAs: string;
  title: string;
  check(stack: Stack): Violation[];
};

export type Stack = {
  resources: readonly Recorded[];
  all(type: string): Recorded[];
  /** Resources of a type whose input refers to another resource by id, arn or physical name. */
  partners(type: string, input: string, of: Recorded): Recorded[];
};

/** `s3/bucket media`: how violations and exceptions name a resource. */
export const label = ({ type, name }: Recorded) => `${type.split(':')[1]} ${name}`;

export const idOf = ({ type, name, inputs }: Recorded): string => stateOf(type, name, inputs).id;
export const arnOf = ({ type, name, inputs }: Recorded): string =>
  String(stateOf(type, name, inputs).state.arn);

export function stackOf(resources: readonly Recorded[]): Stack {
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    resources,
    all,
    partners: (type, input, of) => {
      const names = [idOf(of), arnOf(of), of.inputs['name']];
      return all(type).filter(({ inputs }) => names.includes(inputs[input]));
    },
  };
}

/** What is wrong with a resource; `undefined` and `false` say nothing. */
type Finding = string | false | undefined;

/** A check of every resource of a type by itself. */
export const every =
  <T>(type: string, find: (inputs: T, stack: Stack, resource: Recorded) => Finding) =>
  (stack: Stack): Violation[] =>
    stack.all(type).flatMap((resource) => violation(resource, find(resource.inputs as T, stack, resource)));

/** Resources of a type must have one of another type that refers to them and passes. */
export const everyHas =
  <T>(type: string, partner: string, input: string, passes: (inputs: T) => boolean, because: string) =>
  (stack: Stack): Violation[] =>
    stack
      .all(type)
      .filter(
        (resource) => !stack.partners(partner, input, resource).some((found) => passes(found.inputs as T)),
      )
      .flatMap((resource) => violation(resource, because));

export const violation = (resource: Recorded, because: Finding): Violation[] =>
  because ? [{ resource: label(resource), because }] : [];
