-- What tests/real/nvim_test.cpp has the real Neovim do. Prints one line of JSON.
-- Arguments come as environment variables: STACKC_PROGRAM, STACKC_EDITOR_FILE, STACKC_ROOT.
local out = { steps = {} }
local root = vim.env.STACKC_ROOT
local patience = 15000

local function finish()
  io.stdout:write(vim.fn.json_encode(out) .. "\n")
  io.stdout:flush()
  vim.cmd("qa!")
end

-- "XST001@5" of every diagnostic of a buffer, lines from 1.
local function shown(buffer)
  local result = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    local code = found.code or (found.user_data and found.user_data.lsp and found.user_data.lsp.code)
    if found.source == "stackc" then table.insert(result, tostring(code) .. "@" .. (found.lnum + 1)) end
  end
  table.sort(result)
  return result
end

local function has(buffer, wanted)
  return vim.tbl_contains(shown(buffer), wanted)
end

vim.g.stackc_command = { vim.env.STACKC_PROGRAM, "lsp" }
vim.cmd("luafile " .. vim.fn.fnameescape(vim.env.STACKC_EDITOR_FILE))
vim.cmd("edit " .. vim.fn.fnameescape(root .. "/uwsgi/uwsgi.ini"))
local ini = vim.api.nvim_get_current_buf()
vim.cmd("edit " .. vim.fn.fnameescape(root .. "/nginx/site.conf"))
local site = vim.api.nvim_get_current_buf()

vim.wait(patience, function() return has(site, "XST001@5") and has(ini, "XST001@2") end, 10)
out.broken = { site = shown(site), ini = shown(ini) }

local function definition(line, column)
  vim.api.nvim_win_set_cursor(0, { line, column })
  local answers = vim.lsp.buf_request_sync(0, "textDocument/definition", vim.lsp.util.make_position_params(), patience) or {}
  local result = {}
  for _, answer in pairs(answers) do
    for _, place in ipairs(answer.result or {}) do
      local path = vim.uri_to_fname(place.uri):sub(#root + 2)
      table.insert(result, path .. "@" .. (place.range.start.line + 1))
    end
  end
  return result
end
out.definition_broken = definition(5, 12)

-- An unsaved edit of one file mends both.
vim.api.nvim_buf_set_lines(ini, 1, 2, true, { "socket = /run/shop/web.sock" })
vim.wait(patience, function() return not has(site, "XST001@5") and not has(ini, "XST001@2") end, 10)
out.mended = { site = shown(site), ini = shown(ini) }
out.definition = definition(5, 30)

-- Undone, it is broken again, and the quick fix of the site mends it.
vim.api.nvim_buf_set_lines(ini, 1, 2, true, { "socket = /tmp/shop.sock" })
vim.wait(patience, function() return has(site, "XST001@5") end, 10)
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(site, 4) }
local answers = vim.lsp.buf_request_sync(site, "textDocument/codeAction", params, patience) or {}
out.actions = {}
for id, answer in pairs(answers) do
  for _, action in ipairs(answer.result or {}) do
    table.insert(out.actions, action.title)
    if #out.actions == 1 then
      vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(id).offset_encoding)
    end
  end
end
vim.wait(patience, function() return not has(site, "XST001@5") and not has(ini, "XST001@2") end, 10)
out.fixed = { site = shown(site), ini = shown(ini), line = vim.api.nvim_buf_get_lines(site, 4, 5, true)[1] }
finish()
