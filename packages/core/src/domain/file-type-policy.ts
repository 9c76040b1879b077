/** Which objects are worth a delta; data, so that a user can change it without code. */
export interface FileTypePolicy {
  /** Endings of names, lower-case, with their dot; compared without regard to case. */
  readonly deltaSuffixes: readonly string[];
  /** Bytes below which a delta cannot pay for its own metadata. */
  readonly minSize: number;
}

/** Archives, packages, images, dumps and models: what people keep many versions of. */
export const defaultFileTypePolicy: FileTypePolicy = {
  deltaSuffixes: (
    '.tar.gz .tar.bz2 .tar.xz .tar.zst .zip .tar .gz .tgz .bz2 .xz .zst .7z .rar .dmg .iso .img ' +
    '.pkg .deb .rpm .apk .jar .war .ear .whl .nupkg .vsix .crx .ova .qcow2 .vmdk .sql .dump .bak ' +
    '.safetensors .gguf .ckpt .pt'
  ).split(' '),
  minSize: 4096,
};

/** Whether an object of this name (its last path segment) is of a kind that is stored as a delta. */
export function isDeltaName(policy: FileTypePolicy, name: string): boolean {
  const lower = name.toLowerCase();
  return policy.deltaSuffixes.some((suffix) => lower.endsWith(suffix));
}
