/** The little of autocannon's results that the benchmarks read (the package ships no types). */
declare module 'autocannon' {
  export default function autocannon(options: {
    url: string;
    connections: number;
    duration: number;
  }): Promise<{
    requests: { average: number };
    non2xx: number;
    errors: number;
  }>;
}
