#!/bin/sh
# Stands in for VS Code's `code` where VS Code cannot be downloaded: @vscode/test-electron starts it as it would the real one.
# It is started in the project's folder, which is where Node.js finds tsx.
exec node --import tsx "$(dirname "$0")/code.ts" "$@"
