export type { AwsTarget } from './clients.ts';
export { consume, type Consumer, type ConsumeOptions } from './consume.ts';
export type { ErrorContext, Handler, HandlerContext, Log } from './deliver.ts';
export { bury, done, later, type Outcome } from './outcome.ts';
export { createPublisher, type Publisher, type PublishFailure } from './publish.ts';
export { createQueue, type Queue, type SendOptions } from './queue.ts';
