export function bundleDemo(folder: string): Promise<string>;
export function bundlePage(folder: string): void;
