package runtime

import "github.com/tetratelabs/wazero/experimental"

// extraFeatures are core features beyond those of WebAssembly 2.0 that toolchains use.
const extraFeatures = experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExtendedConst
