export { scaling } from './policy.ts';
