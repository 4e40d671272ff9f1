import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { record } from './mocks.ts';

describe('record', () => {
  it('answers inputs, options and what a parent hands down', async () => {
    const resources = await record(() => {
      const parent = new pulumi.ComponentResource('matinee:Part', 'part', {}, { protect: true });
      new aws.sqs.Queue('inner', { name: 'x' }, { parent, ignoreChanges: ['name'] });
      new aws.sqs.Queue('alone');
    });
    const queue = (name: string) => resources.find((resource) => resource.name === name)!;
    expect(queue('inner')).toMatchObject({
      inputs: { name: 'x' },
      options: { protect: true, ignoreChanges: ['name'] },
    });
    expect(queue('inner').options.parent).toContain('matinee:Part::part');
    expect(queue('alone').options).toMatchObject({ protect: false, parent: '' });
  });

  it('is in order of type and name, whatever settles first', async () => {
    const resources = await record(() => {
      new aws.sqs.Queue('b', { name: pulumi.output(Promise.resolve('b')) });
      new aws.sns.Topic('z');
      new aws.sqs.Queue('a', { name: 'a' });
    });
    expect(resources.map(({ name }) => name)).toEqual(['z', 'a', 'b']);
  });

  it('answers names as AWS writes them', async () => {
    const resources = await record(() => {
      const queue = new aws.sqs.Queue('q', { name: 'matinee-q' });
      const bucket = new aws.s3.Bucket('b', { bucketPrefix: 'matinee-b-' });
      new aws.sns.Topic('reader', { tags: { queue: queue.arn, url: queue.id, bucket: bucket.arn } });
    });
    expect(resources.find(({ name }) => name === 'reader')!.inputs['tags']).toEqual({
      queue: 'arn:aws:sqs:us-east-1:123456789012:matinee-q',
      url: 'https://sqs.us-east-1.amazonaws.com/123456789012/matinee-q',
      bucket: 'arn:aws:s3:::matinee-b-mock',
    });
  });

  it('refuses two resources of one type and name, as the engine would', async () => {
    const twice = () => {
      new aws.sqs.Queue('q');
      new aws.sqs.Queue('q');
    };
    await expect(record(twice)).rejects.toThrow('There is more than one of aws:sqs/queue:Queue q.');
  });
});
