-- Starts `stackc lsp` for the configuration files of a web deployment. Neovim 0.7 or later.
-- Copy it to ~/.config/nvim/plugin/stackc.lua, or `:luafile` it from where it lies.

-- What is opened under these names is shown to stackc, which answers for the files it knows.
local patterns = {
  "*.conf", "*.ini", "*.stack", "*.nginx", "stackc.toml",
  "*/sites-available/*", "*/sites-enabled/*", "*/conf.d/*",
}

-- The program, or the whole command line: let g:stackc_command = ["/opt/stackc/bin/stackc", "lsp"]
local function command()
  return vim.g.stackc_command or { "stackc", "lsp" }
end

-- The folder whose files belong together: the nearest with stackc.toml, else the repository,
-- else the file's own.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local upwards = vim.fn.fnameescape(folder) .. ";"
  local settings = vim.fn.findfile("stackc.toml", upwards)
  if settings ~= "" then return vim.fn.fnamemodify(settings, ":p:h") end
  local repository = vim.fn.finddir(".git", upwards)
  if repository ~= "" then return vim.fn.fnamemodify(repository, ":p:h:h") end
  return folder
end

local clients = {}

local function attach(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  if file == "" or vim.bo[buffer].buftype ~= "" then return end
  local config = { name = "stackc", cmd = command(), root_dir = root_of(file) }
  if vim.fn.executable(config.cmd[1]) == 0 then
    vim.notify_once("stackc: cannot run `" .. config.cmd[1] .. "`", vim.log.levels.WARN)
    return
  end
  if vim.lsp.start then  -- Neovim 0.8
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  local id = clients[config.root_dir]
  -- Not client_is_stopped: it says so of a client that is still starting.
  if id == nil or vim.lsp.get_client_by_id(id) == nil then
    id = vim.lsp.start_client(config)
    clients[config.root_dir] = id
  end
  if id then vim.lsp.buf_attach_client(buffer, id) end
end

local group = vim.api.nvim_create_augroup("stackc", { clear = true })
vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
  group = group,
  pattern = patterns,
  callback = function(event) attach(event.buf) end,
})
