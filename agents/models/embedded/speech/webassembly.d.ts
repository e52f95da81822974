/** The part of the platform's WebAssembly that is used here: TypeScript describes it for browsers only. */
declare namespace WebAssembly {
  type Module = object;
  type Instance = { readonly exports: Record<string, unknown> };
  type Imports = Record<string, Record<string, unknown>>;
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}
