#include "compiler/python/evaluator.h"

#include "compiler/python/machine.h"

namespace stackc::python {

Evaluation evaluate(const FoundModule& module, const Surroundings& surroundings) {
    Machine machine(surroundings);
    const std::shared_ptr<Module> done = machine.load(module);
    Evaluation result;
    for (const auto& [name, slot] : done->names) {
        result.is_overridable = result.is_overridable || slot.object->is_overridable;
        Binding binding{to_value(*slot.object), slot.name};
        binding.value.span = slot.said;
        result.names.emplace(name, std::move(binding));
    }
    result.env_reads = machine.env_reads();
    result.files = machine.files();
    result.is_complete = done->is_complete;
    return result;
}

}  // namespace stackc::python
