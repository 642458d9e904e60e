/** Settings that a person has typed: an object of JSON, or what is wrong with the text. Nothing typed is no settings. */
export function parseSettings(text: string): {
  readonly config: Readonly<Record<string, unknown>>;
  readonly fault?: string;
} {
  if (text.trim() === '') return { config: {} };
  const wanted = 'Write one object of JSON, such as {"epochs": 20}.';
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return { config: { ...config } };
    return { config: {}, fault: `This is JSON, but no object. ${wanted}` };
  } catch (error) {
    return {
      config: {},
      fault: `This is no JSON (${error instanceof Error ? error.message : String(error)}). ${wanted}`,
    };
  }
}
